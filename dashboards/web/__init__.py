"""The pages. They choose, call and show; what they show is made in `dashboards.views` and `graph`."""
