"""The tables and the judging of answers, with no peer at hand.

    python3 -m unittest discover benches/peers
"""

import pathlib
import tempfile
import unittest

import race
import report

RESULT = {
    "machine": "some processor, 2 cores",
    "versions": {"NumPy": "2.0"},
    "rounds": 3,
    "teams": {"outlast": "Outlast, engine", "numpy": "NumPy, vectorised", "simpy": "SimPy"},
    "nanoseconds": {
        "w1": {"outlast": [10, 20, 30], "numpy": [400, 700, 1_500], "simpy": [1e4, 1e4, 1e4]},
        "w4": {"outlast": [100, 100, 100]},
    },
    "command": {"1 run": {"wall_ms": 5.0, "cpu_ms": 4.0}},
}


class Tables(unittest.TestCase):
    def test_a_ratio_is_the_median_of_the_rounds_ratios(self):
        self.assertEqual(report.ratio(RESULT["nanoseconds"]["w1"], "outlast", "numpy"), 40)

    def test_who_did_not_run_has_a_dash(self):
        self.assertIn("| SimPy | 10,000 | – |", report.times_table(RESULT))

    def test_a_target_met_is_ticked_and_one_missed_is_crossed(self):
        table = report.targets_table(RESULT)
        self.assertIn("| W1: NumPy, vectorised ÷ Outlast, engine | ≥ 35.0 | 40.0 | ✓ |", table)
        self.assertIn("| W1: SimPy ÷ Outlast, engine | ≥ 1,200 | 500 | ✗ |", table)

    def test_a_target_nobody_ran_for_is_neither(self):
        self.assertIn(
            "| W4: numba ÷ Outlast, engine | ≥ 10.0 | – | – |", report.targets_table(RESULT)
        )

    def test_figures_have_three_digits(self):
        told = [report.figure(value) for value in (0.456, 5.0, 57.24, 340.4, 16_329.0, None)]
        self.assertEqual(told, ["0.46", "5.00", "57.2", "340", "16,300", "–"])

    def test_only_what_is_between_the_markers_changes(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder) / "page.md"
            page.write_text(f"above\n{report.BEGIN}\nold\n{report.END}\nbelow\n")
            report.insert(page, report.page(RESULT))
            text = page.read_text()
        self.assertTrue(text.startswith(f"above\n{report.BEGIN}\nMachine: some processor"))
        self.assertTrue(text.endswith(f"{report.END}\nbelow\n"))
        self.assertNotIn("old", text)


class Answers(unittest.TestCase):
    def test_five_standard_errors_are_allowed(self):
        self.assertIsNone(race.wrong("w1", 10_000, {"day": 10.52}))
        self.assertIn("day is 10.53", race.wrong("w1", 10_000, {"day": 10.53}))

    def test_an_answer_that_is_missing_is_wrong(self):
        self.assertIsNotNone(race.wrong("w2", 100, {"end": 8_897.0}))


if __name__ == "__main__":
    unittest.main()
