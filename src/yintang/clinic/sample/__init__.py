"""A sample clinic: invented people for the demonstration and the tests that walk a whole visit.

The people and what befell them stand in `people.toml`, their words in `words.toml`. Everything is
done by the verbs that the pages use, at the instants at which it would have happened.
"""

from yintang.clinic.sample.filling import PASSWORD, Sample, fill

__all__ = ["PASSWORD", "Sample", "fill"]
