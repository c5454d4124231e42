"""What a curator decides about many articles at once: which tags they carry."""

from digest.curating.retagging import Change, Request, Retagged, retag
from digest.curating.similar import Pair, similar
from digest.curating.survey import Count, Survey, survey

__all__ = [
    "Change",
    "Count",
    "Pair",
    "Request",
    "Retagged",
    "Survey",
    "retag",
    "similar",
    "survey",
]
