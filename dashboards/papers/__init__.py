"""Papers that leave the program: dossiers, transfer letters, lists and ledgers. No Streamlit here; pages call these functions."""
