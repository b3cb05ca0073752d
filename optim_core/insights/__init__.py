"""What can be known of an experiment: each insight is a folder, its facts beside its words."""

from optim_core.insights.messages import INSIGHTS_ENGLISH
from optim_core.messages import ENGLISH

ENGLISH.update(INSIGHTS_ENGLISH)
