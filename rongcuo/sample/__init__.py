"""The sample bureau: invented people, and cases replayed through the real use cases."""

from rongcuo.sample.placing import place_sample
from rongcuo.sample.replay import load_sample

__all__ = ["load_sample", "place_sample"]
