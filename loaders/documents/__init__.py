"""What every reader of office documents stands on: opening safely, places, what a reading is, who and which domain is meant."""
