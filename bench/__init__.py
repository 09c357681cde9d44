"""How fast is Zeren, and in how much memory? Figures as medians and ratios of one run; run with `python -m bench`."""
