//! The bits of the shipped program. A change here is a change of everybody's results: it needs a
//! reason, a note, and a new major version of them.

use crate::command::Home;
use crate::scenarios;

/// Each scenario uses samplers that the others do not; the digest covers every integer of a run.
const DIGESTS: [(&str, &str, &str); 3] = [
    ("drift", scenarios::DRIFT, "915fc23d6007d103789aa648e4b806ca07b66fdf7f5988010df2a398348d6450"),
    (
        "rotation",
        scenarios::ROTATION,
        "b028b3fa9dba1e22f0fd7f016cd8a2dbf5aa9b5fe88247ac54a70da8140d12c5",
    ),
    (
        "blocks",
        scenarios::BLOCKS,
        "474f5dab9a47b32d504d2cd2be8e27da188082eee8e54d1e315085d90a71e53c",
    ),
];

#[test]
fn the_program_gives_the_bits_it_always_gave() {
    let seen = DIGESTS.map(|(name, scenario, _)| {
        let home: Home = scenarios::home(scenario);
        home.succeeds("run scenario.toml --no-charts --quiet");
        let digest = home.json("results/scenario/summary.json")["digest"].clone();
        (name, digest.as_str().unwrap().to_owned())
    });
    let expected = DIGESTS.map(|(name, _, digest)| (name, digest.to_owned()));
    assert_eq!(seen, expected);
}
