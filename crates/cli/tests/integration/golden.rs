//! The bits of the shipped program. A change here is a change of everybody's results: it needs a
//! reason, a note, and a new major version of them.

use crate::command::Home;
use crate::scenarios;

/// Each scenario uses samplers that the others do not; the digest covers every integer of a run.
const DIGESTS: [(&str, &str, &str); 3] = [
    ("drift", scenarios::DRIFT, "06bbfa093805d51679541795760423e177f35aa57413bdf7bda22fcf757e0bb7"),
    (
        "rotation",
        scenarios::ROTATION,
        "07c82251062f8a083e9efcce3d7f9e7f131b6e4bd0784c9e86742a3517d787a2",
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
