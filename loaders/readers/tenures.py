"""The reader of tables of tenures (任职情况表)."""

from loaders.documents.reading import Reader
from loaders.tenures.table import read, suits

READER = Reader("tenures", {"zh": "任职情况表", "en": "table of tenures"}, suits, read)
