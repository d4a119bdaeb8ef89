use breakwater_testkit::{world::PLENTY, *};
fn show(name: &str, o: Outcome) {
    println!("== {name}");
    let m = o.result.unwrap();
    let mut last: Option<u64> = None;
    for l in &m.logs {
        if let Some(x) = l.strip_prefix("Program consumption: ") {
            let n: u64 = x.split(' ').next().unwrap().parse().unwrap();
            if let Some(p) = last {
                println!("   {}", p - n);
            } else {
                println!("   start {}", 1_400_000 - n);
            }
            last = Some(n);
        } else if l.contains("invoke") || l.contains("consumed") {
            println!("   {l}");
        }
    }
}
fn main() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let u1 = w.underwriter(JUNIOR, 2_000_000 * USDC);
    let u2 = w.underwriter(SENIOR, 3_000_000 * USDC);
    w.advance(3600);
    w.publish_all(&product, 1_000_000_000);
    w.observe(&product).ok();
    let b = w.actor(PLENTY);
    w.buy(&product, &b, 0, 1000 * USDC, 30).ok();
    w.advance(60);
    show("buy", w.buy(&product, &b, 1, 1000 * USDC, 90));
    w.advance(60);
    w.fund(u1, PLENTY);
    show("deposit", w.deposit(&u1, JUNIOR, 1000 * USDC));
    w.request(&u2, SENIOR, 1_000_000_000_000).ok();
    w.advance(9 * DAY);
    w.roll(&product).ok();
    w.withdraw(&u2, SENIOR, 1_000_000_000, 1).ok();
    show("withdraw", w.withdraw(&u2, SENIOR, 1_000_000_000, 1));
}
