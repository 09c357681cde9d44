"""Tests of Zeren; the folders mirror those of the product."""
