"""The practice around the rooms: a Django project that stores and shows what they compute."""
