//! The result as JSON. Amounts are atoms (millionths of a USDC), times unix seconds, prices and ratios decimal numbers.

use {
    crate::{
        record::{Incident, Ledger, Sale},
        run::{Outcome, Run},
        story,
        time::utc,
    },
    serde_json::{Value, json},
};

/// All scenarios: the one itself if it is the only one, else a list.
pub fn all(outcomes: &[Outcome], holders: usize, seed: u64, seconds: f64) -> Value {
    let ok = outcomes.iter().all(|outcome| outcome.failures().is_empty());
    let head = json!({ "ok": ok, "holders": holders, "seed": seed, "seconds": round(seconds) });
    let body = match outcomes {
        [only] => scenario(only),
        many => json!({ "scenarios": many.iter().map(scenario).collect::<Vec<_>>() }),
    };
    merge(head, body)
}

fn scenario(outcome: &Outcome) -> Value {
    let Some((first, others)) = outcome.runs.split_first() else {
        return Value::Null;
    };
    let head = json!({
        "scenario": outcome.id,
        "title": outcome.title,
        "failures": outcome.failures(),
    });
    let compared: Vec<Value> = others.iter().map(run).collect();
    merge(merge(head, run(first)), json!({ "compared_with": compared }))
}

fn run(run: &Run) -> Value {
    let (setup, r) = (&run.setup, &run.record);
    let terms = &setup.terms;
    let incidents: Vec<Value> = r.incidents.iter().enumerate().map(|(number, i)| incident(number, i)).collect();
    let payments: Vec<Value> = r
        .payments
        .iter()
        .map(|p| json!({ "at": p.at, "incident": p.incident, "policy": p.policy, "amount": p.amount }))
        .collect();
    json!({
        "variant": setup.variant,
        "must_pay": setup.must_pay,
        "terms": {
            "strike": decimal(terms.strike), "exhaustion": decimal(terms.exhaustion), "need": terms.need, "of": setup.tape.series.len(),
            "window": terms.window, "step": terms.step, "spacing": terms.spacing(), "max_gap": terms.max_gap(),
            "min_count": terms.min_count(), "waiting_days": terms.waiting_days, "guard_bps": terms.guard_bps,
        },
        "sources": setup.tape.series.iter().map(|s| json!({
            "name": s.name, "file": s.file, "rows": s.rows().len(), "from": s.first(), "to": s.last(),
            "lowest": decimal(s.lowest().1), "highest": decimal(s.highest().1),
        })).collect::<Vec<_>>(),
        "assumptions": setup.assumptions(),
        "observations": r.observations,
        "breaches": r.breach_observations,
        "windows": r.windows.iter().map(|w| json!({ "start": w.start, "closed_at": w.closed_at, "price": decimal(w.price) })).collect::<Vec<_>>(),
        "episodes": r.breaches.iter().map(|b| json!({
            "first_breach": b.first, "first_breach_utc": utc(b.first), "cover": b.cover, "waiting": b.waiting, "ended_at": b.ended_at,
        })).collect::<Vec<_>>(),
        "incidents": incidents,
        "eligible": r.incidents.iter().map(|i| i.eligible).sum::<usize>(),
        "refused": r.incidents.iter().map(|i| i.refused).sum::<usize>(),
        "paid": r.paid(),
        "payments": payments,
        "policies": policies(run),
        "underwriters": story::underwriters(run).into_iter().map(|(name, put_in, back)| json!({ "name": name, "put_in": put_in, "got_back": back })).collect::<Vec<_>>(),
        "premiums": r.premiums,
        "fees": r.fees_swept,
        "pool": { "before": ledger(&r.before), "after": ledger(&r.after), "end": ledger(&r.end) },
        "conservation_difference": run.facts.conservation,
        "vault_less_ledger": run.facts.vault_over_ledger,
        "reference": { "equal": run.differences.is_empty(), "differences": run.differences },
        "compute_units": story::units(std::iter::once(run)).into_iter()
            .map(|u| (u.name.to_owned(), json!({ "sent": u.count, "least": u.min, "mean": u.mean, "most": u.max })))
            .collect::<serde_json::Map<_, _>>(),
        "run_seconds": round(run.seconds),
    })
}

fn incident(number: usize, i: &Incident) -> Value {
    let steps: Vec<Value> = i
        .steps
        .iter()
        .map(|s| {
            json!({
                "time": s.added_at, "time_utc": utc(s.added_at), "final_at": s.final_at, "window_start": s.window_start,
                "price": decimal(s.price), "ratio": s.ratio as f64 / 1e9, "ratio_ppb": s.ratio,
                "eligible": s.eligible, "needed": s.needed, "funded": s.funded,
            })
        })
        .collect();
    json!({
        "number": number, "first_breach": i.first_breach, "first_breach_utc": utc(i.first_breach), "cover": i.cover, "steps": steps,
        "eligible": i.eligible, "refused": i.refused, "paid": i.paid, "left_over": i.left, "sealed_at": i.sealed_at, "closed_at": i.closed_at,
    })
}

fn policies(run: &Run) -> Value {
    let groups: Vec<Value> = story::groups(run)
        .iter()
        .map(|g| json!({ "group": g.group.label(), "policies": g.policies, "cover": g.cover, "premium": g.premium, "paid_to": g.served, "paid": g.paid }))
        .collect();
    let sold: Vec<Value> = run
        .record
        .sales
        .iter()
        .enumerate()
        .filter_map(|(index, sale)| {
            let buyer = &run.setup.plan.buyers[index];
            let Some(Sale::Made {
                premium,
                start_day,
                end_day,
            }) = sale
            else {
                return None;
            };
            Some(json!({
                "policy": index, "sold_at": buyer.at, "cover": buyer.cover, "premium": premium,
                "starts": start_day * 86_400, "ends": end_day * 86_400, "paid": run.record.paid_to(index),
            }))
        })
        .collect();
    json!({ "sold": run.record.sold(), "groups": groups, "sales_refused": run.record.sales_refused(), "list": sold })
}

fn ledger(l: &Ledger) -> Value {
    json!({
        "junior": l.junior, "senior": l.senior, "unearned": l.unearned, "reserve": l.reserve, "payable": l.payable, "fees": l.fees,
        "provisional": l.provisional, "vault": l.owed(),
    })
}

fn decimal(price: i64) -> f64 {
    price as f64 / 1e9
}

fn round(seconds: f64) -> f64 {
    (seconds * 100.0).round() / 100.0
}

fn merge(mut a: Value, b: Value) -> Value {
    if let (Value::Object(a), Value::Object(b)) = (&mut a, b) {
        a.extend(b);
    }
    a
}
