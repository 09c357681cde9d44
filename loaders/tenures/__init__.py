"""Tables of tenures: who held which post where, from when until when."""
