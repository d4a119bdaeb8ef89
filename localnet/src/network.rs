//! The embedded network itself: starting on given ports, watching it, stopping it.

use {
    crate::error::{Error, Result},
    crossbeam_channel::{Receiver, Sender},
    std::{
        net::{Ipv4Addr, TcpListener},
        thread::JoinHandle,
        time::Duration,
    },
    surfpool_core::surfnet::{
        locker::SurfnetSvmLocker,
        svm::{SurfnetSvm, SurfnetSvmConfig},
    },
    surfpool_types::{
        BlockProductionMode, ClockCommand, RpcConfig, SimnetCommand, SimnetConfig, SimnetEvent, SurfpoolConfig, SvmFeatureConfig,
    },
};

const HOST: &str = "127.0.0.1";
/// Starting takes 0.2 s where it was measured.
const START: Duration = Duration::from_secs(30);
/// The network answers open connections for a while before it lets go of its ports.
const STOP: Duration = Duration::from_secs(10);
/// A transaction has a status once its slot is over: with short slots, setting up takes no time.
const SETUP_SLOT_MS: u64 = 10;
/// HTTP and WebSocket server report their end, each once.
const SERVERS: usize = 2;

/// A port that was asked for.
#[derive(Clone, Copy)]
pub struct PortChoice {
    pub what: &'static str,
    pub flag: &'static str,
    /// 0: any free one.
    pub port: u16,
}

impl PortChoice {
    /// The port, if it is free.
    fn resolve(self) -> Result<u16> {
        TcpListener::bind((Ipv4Addr::LOCALHOST, self.port))
            .and_then(|listener| listener.local_addr())
            .map(|address| address.port())
            .map_err(|source| Error::PortTaken {
                what: self.what,
                port: self.port,
                flag: self.flag,
                source,
            })
    }
}

/// A running network.
pub struct Network {
    pub rpc_port: u16,
    pub ws_port: u16,
    commands: Sender<SimnetCommand>,
    watcher: JoinHandle<()>,
    stopped: Receiver<()>,
}

impl Network {
    /// Starts it and waits until it answers. Its slots are short until [`Network::set_slot`].
    pub fn start(rpc: PortChoice, ws: PortChoice, verbose: bool) -> Result<Self> {
        let (rpc_port, ws_port) = (rpc.resolve()?, ws.resolve()?);
        let config = config(rpc_port, ws_port);
        let simnet = &config.simnets[0];
        let svm = SurfnetSvmConfig {
            surfnet_id: simnet.surfnet_id.clone(),
            slot_time: simnet.slot_time,
            instruction_profiling_enabled: simnet.instruction_profiling_enabled,
            max_profiles: simnet.max_profiles,
            log_bytes_limit: simnet.log_bytes_limit,
            feature_config: SvmFeatureConfig::default(),
            skip_blockhash_check: false,
        };
        let (svm, events, geyser) = SurfnetSvm::new(svm).map_err(|error| Error::Start(error.to_string()))?;
        let (commands, received) = crossbeam_channel::unbounded();
        let (locker, sender) = (SurfnetSvmLocker::new(svm), commands.clone());
        let (ended_tx, ended) = crossbeam_channel::bounded(1);
        std::thread::spawn(move || {
            let run = surfpool_core::runloops::start_local_surfnet_runloop(locker, config, sender, received, geyser);
            let end = hiro_system_kit::nestable_block_on(run).map_err(|error| error.to_string());
            // Nobody listens once the start is over.
            let _ = ended_tx.send(end);
        });
        wait_until_started(&events, &ended)?;
        let (stopped_tx, stopped) = crossbeam_channel::bounded(1);
        let watcher = std::thread::spawn(move || watch(&events, &stopped_tx, verbose));
        Ok(Self {
            rpc_port,
            ws_port,
            commands,
            watcher,
            stopped,
        })
    }

    /// Milliseconds per slot from now on, of real and of chain time.
    pub fn set_slot(&self, milliseconds: u64) -> Result<()> {
        let command = SimnetCommand::CommandClock(None, ClockCommand::UpdateSlotInterval(milliseconds));
        self.commands.send(command).map_err(|error| Error::Start(error.to_string()))
    }

    pub fn rpc_url(&self) -> String {
        format!("http://{HOST}:{}", self.rpc_port)
    }

    pub fn ws_url(&self) -> String {
        format!("ws://{HOST}:{}", self.ws_port)
    }

    /// Stops it and waits until both ports are free again.
    pub fn stop(self) -> Result<()> {
        self.commands
            .send(SimnetCommand::Terminate(None))
            .map_err(|error| Error::Stop(error.to_string()))?;
        self.stopped
            .recv_timeout(STOP)
            .map_err(|_| Error::Stop(format!("its servers did not end within {STOP:?}")))?;
        // The watcher ends with the message that was just received.
        let _ = self.watcher.join();
        Ok(())
    }
}

fn config(rpc_port: u16, ws_port: u16) -> SurfpoolConfig {
    SurfpoolConfig {
        simnets: vec![SimnetConfig {
            offline_mode: true,
            remote_rpc_url: None,
            slot_time: SETUP_SLOT_MS,
            // Profiling runs every transaction again, instruction by instruction.
            instruction_profiling_enabled: false,
            // By transaction, every one would be followed by blocks until it is final, each moving the clock by a slot.
            block_production_mode: BlockProductionMode::Clock,
            ..SimnetConfig::default()
        }],
        rpc: RpcConfig {
            bind_host: HOST.into(),
            bind_port: rpc_port,
            ws_port,
            ..RpcConfig::default()
        },
        ..SurfpoolConfig::default()
    }
}

fn wait_until_started(events: &Receiver<SimnetEvent>, ended: &Receiver<std::result::Result<(), String>>) -> Result<()> {
    let timeout = crossbeam_channel::after(START);
    loop {
        crossbeam_channel::select! {
            recv(events) -> event => match event {
                Ok(SimnetEvent::CoreStarted(_)) => return Ok(()),
                Ok(SimnetEvent::Aborted(reason)) => return Err(Error::Start(reason)),
                Ok(_) => {}
                Err(error) => return Err(Error::Start(error.to_string())),
            },
            recv(ended) -> end => {
                let reason = end.map(|end| end.err().unwrap_or_else(|| "it ended".into()));
                return Err(Error::Start(reason.unwrap_or_else(|error| error.to_string())));
            },
            recv(timeout) -> _ => return Err(Error::Start(format!("it was not ready within {START:?}"))),
        }
    }
}

/// Takes every event, so that none piles up, until both servers have ended.
fn watch(events: &Receiver<SimnetEvent>, stopped: &Sender<()>, verbose: bool) {
    let mut ended = 0;
    for event in events {
        match event {
            SimnetEvent::Shutdown => ended += 1,
            SimnetEvent::Aborted(reason) => eprintln!("network: {reason}"),
            SimnetEvent::InfoLog(_, text) | SimnetEvent::WarnLog(_, text) | SimnetEvent::ErrorLog(_, text) if verbose => {
                eprintln!("network: {text}");
            }
            _ => {}
        }
        if ended == SERVERS {
            // Whoever waits gets it; nobody waits when the network ends by itself.
            let _ = stopped.send(());
            return;
        }
    }
}
