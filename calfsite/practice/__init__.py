"""The practice that runs the site: its details, as administrators write them and as patients see them."""
