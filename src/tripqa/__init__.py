"""Questions about official trip reports, answered with passages that anyone can check."""
