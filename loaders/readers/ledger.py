"""The reader of rectification ledgers (整改台账): flat tables, lists joined by number, one form an issue."""

from loaders.documents.reading import Reader
from loaders.ledgers.reading import read, suits

READER = Reader("ledger", {"zh": "整改台账", "en": "rectification ledger"}, suits, read)
