"""Pages for anybody, and the answers for machines that watch us."""
