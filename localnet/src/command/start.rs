//! Starting a network and running it until it is told to stop.

use {
    super::{Start, control::utc},
    crate::{
        error::{Error, Result},
        feeds,
        network::{Network, PortChoice},
        program,
        rpc::Rpc,
        seed::{Seed, keypair},
        setup,
        state::{Folder, Quote, State},
    },
    std::{
        io::Read,
        sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
        time::Duration,
    },
    surfpool_sdk::Signer,
};

/// Runs a network until Ctrl-C, SIGTERM, or the end of standard input if that was asked for.
pub fn run(options: Start) -> Result<()> {
    let seed = Seed::load()?;
    let elf = std::fs::read(&options.program).map_err(|_| Error::NoProgram(options.program.clone()))?;
    let folder = options.target.folder();
    let stop = listen(options.until_stdin_ends)?;
    let rpc_port = PortChoice {
        what: "JSON-RPC",
        flag: "--rpc-port",
        port: options.target.rpc_port,
    };
    let ws_port = PortChoice {
        what: "WebSocket",
        flag: "--ws-port",
        port: options.ws_port,
    };
    let network = Network::start(rpc_port, ws_port, options.verbose)?;
    let port = network.rpc_port;
    let outcome = serve(&network, &seed, &folder, &elf, &options, &stop);
    folder.remove(port);
    network.stop()?;
    outcome
}

/// Sets the network up, says so, and keeps its feeds fresh until `stop`.
fn serve(network: &Network, seed: &Seed, folder: &Folder, elf: &[u8], options: &Start, stop: &Receiver<()>) -> Result<()> {
    let rpc = Rpc::new(&network.rpc_url());
    let state = state(network, seed, folder);
    folder.write_wallets(seed)?;
    setup::deploy(&rpc, seed, elf)?;
    feeds::publish(&rpc, seed, &state)?;
    if !options.empty {
        setup::protocol(&rpc, seed, &state)?;
    }
    network.set_slot(options.slot_ms)?;
    {
        let _lock = folder.lock(network.rpc_port)?;
        folder.write(network.rpc_port, &state)?;
    }
    announce(&state, seed, &rpc, options.empty)?;
    let pause = match options.publish_every {
        0 => Duration::MAX,
        seconds => Duration::from_secs(seconds),
    };
    loop {
        match wait(stop, pause) {
            // A feed that is late once is no reason to end the network.
            Err(RecvTimeoutError::Timeout) => {
                if let Err(error) = publish_again(&rpc, seed, folder, network.rpc_port) {
                    eprintln!("feeds were not published: {error}");
                }
            }
            _ => return Ok(()),
        }
    }
}

/// Under the lock, so that a command's move and this never mix.
fn publish_again(rpc: &Rpc, seed: &Seed, folder: &Folder, port: u16) -> Result<()> {
    let _lock = folder.lock(port)?;
    feeds::publish(rpc, seed, &folder.read(port)?).map(|_| ())
}

fn wait(stop: &Receiver<()>, pause: Duration) -> std::result::Result<(), RecvTimeoutError> {
    match pause {
        Duration::MAX => stop.recv().map_err(RecvTimeoutError::from),
        _ => stop.recv_timeout(pause),
    }
}

fn state(network: &Network, seed: &Seed, folder: &Folder) -> State {
    let products = seed.products.iter().enumerate();
    State {
        pid: std::process::id(),
        rpc_url: network.rpc_url(),
        ws_url: network.ws_url(),
        program: program::ID.to_string(),
        mint: setup::mint().to_string(),
        governance_mint: setup::governance_mint().to_string(),
        pool: program::pool(setup::POOL).to_string(),
        products: products
            .map(|(index, product)| (product.name.clone(), setup::product_address(index).to_string()))
            .collect(),
        wallets: folder.wallets(),
        feeds: seed
            .feeds
            .iter()
            .map(|feed| {
                let quote = Quote {
                    price: feed.price,
                    conf: feed.conf,
                };
                (feed.name.clone(), quote)
            })
            .collect(),
    }
}

fn announce(state: &State, seed: &Seed, rpc: &Rpc, empty: bool) -> Result<()> {
    println!("JSON-RPC   {}", state.rpc_url);
    println!("WebSocket  {}", state.ws_url);
    println!("program    {}", state.program);
    if !empty {
        println!("mint       {}", state.mint);
        println!("votes      {}", state.governance_mint);
        println!("pool       {}", state.pool);
        for (name, address) in &state.products {
            println!("product    {address}  {name}");
        }
    }
    println!("wallets    {}", state.wallets.display());
    for wallet in &seed.wallets {
        let tokens = if empty { 0 } else { wallet.tokens };
        let address = keypair(&wallet.name).pubkey();
        println!(
            "           {address:<44}  {:<14} {:>5} SOL {tokens:>8} tokens",
            wallet.name, wallet.sol
        );
    }
    for feed in &seed.feeds {
        println!("feed       {:<44}  {} {}", feed.account.to_string(), feed.name, feed.price);
    }
    println!("time       {}", utc(rpc.now()?.time));
    println!("ready; Ctrl-C stops it");
    Ok(())
}

/// A channel that gets a message when the network shall stop.
fn listen(until_stdin_ends: bool) -> Result<Receiver<()>> {
    let (sender, receiver) = channel();
    signals(sender.clone())?;
    if until_stdin_ends {
        std::thread::spawn(move || {
            let mut rest = [0; 64];
            while matches!(std::io::stdin().read(&mut rest), Ok(n) if n > 0) {}
            // The network may be stopping already.
            let _ = sender.send(());
        });
    }
    Ok(receiver)
}

fn signals(sender: Sender<()>) -> Result<()> {
    let failed = |error: std::io::Error| Error::Start(format!("it cannot listen for Ctrl-C: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().map_err(failed)?;
    std::thread::spawn(move || {
        runtime.block_on(async {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                () = terminated() => {}
            }
        });
        // The network may be stopping already.
        let _ = sender.send(());
    });
    Ok(())
}

/// Ends at SIGTERM; never where there is no such signal.
async fn terminated() {
    #[cfg(unix)]
    if let Ok(mut signal) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        signal.recv().await;
        return;
    }
    std::future::pending::<()>().await;
}
