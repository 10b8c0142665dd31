"""What a comparison costs in Google Cloud: measured use times list prices."""
