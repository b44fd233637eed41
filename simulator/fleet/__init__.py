"""Many cars against one broker: built, driven, flushed, accounted for."""
