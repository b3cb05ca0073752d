"""Why a run went as it did."""
