use breakwater_testkit::{world::PLENTY, *};
fn main() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let u1 = w.underwriter(JUNIOR, 2_000_000 * USDC);
    let u2 = w.underwriter(SENIOR, 3_000_000 * USDC);
    w.advance(3600);
    w.publish_all(&product, 1_000_000_000);
    w.observe(&product).ok();
    let b = w.actor(PLENTY);
    println!("buy first {}", w.buy(&product, &b, 0, 1000 * USDC, 30).ok());
    w.advance(60);
    println!("buy {}", w.buy(&product, &b, 1, 1000 * USDC, 90).ok());
    w.advance(60);
    w.fund(u1, PLENTY);
    let d = w.deposit(&u1, JUNIOR, 1000 * USDC);
    if std::env::var("LOGS").is_ok() {
        println!("{}", d.result.as_ref().unwrap().logs.join("\n"));
    }
    println!("deposit {}", d.ok());
    w.request(&u2, SENIOR, 1_000_000_000_000).ok();
    w.request(&u1, JUNIOR, 1_000_000_000_000).ok();
    w.advance(9 * DAY);
    w.roll(&product).ok();
    w.withdraw(&u2, SENIOR, 1_000_000_000, 1).ok();
    println!("withdraw {}", w.withdraw(&u2, SENIOR, 1_000_000_000, 1).ok());
    println!("execute {}", w.execute(&u2, SENIOR).ok());
    w.publish_all(&product, 1_000_000_000);
    w.observe(&product).ok();
    println!("buy with matured {}", w.buy(&product, &b, 2, 1000 * USDC, 90).ok());
    println!("extend {}", w.extend(&product, &pda::policy(&product, &b, 2), 30).ok());
    println!("cancel {}", w.cancel_policy(&product, &pda::policy(&product, &b, 0)).ok());
    println!("transfer {}", w.transfer(&product, &pda::policy(&product, &b, 1), u1).ok());
    println!("{} {}", w.pool_summary().capital, w.product_summary(&product).rate);
}
