"""May I drive? The few sentences that every agent and page says, word by word."""

AS_USUAL = "You may drive as usual."
GENTLY = "You may drive gently; avoid high speed, full power and heavy loads."
TO_A_WORKSHOP = "You may drive gently to a workshop or home, by the shortest way."
AFTER_A_PAUSE = "You may drive gently to a workshop, after a pause to let the car cool down."
STOP = "Please stop as soon as it is safe, switch off, and do not drive on."
