"""Pictures -> center lines of their ink.

A file (`files`) becomes a plane of gray (`gray`). What is no ink is taken out of it, and what ink lacks is put in
(`paper`, and modules named for what they find). The ink is told apart into strokes or connected pieces (`labels`), worn
down to center lines (`skeleton`) and put in the order of writing (`recovery`). `snapshots`, `picture` and `traced` take
these steps.
"""
