"""Commands of `yintang manage`."""
