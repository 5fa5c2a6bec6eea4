"""What more places, another order of the queue or one-to-one places would do to waits and to releases without a programme.

In: `referrals`, `received`, `spells` and `sentences` of a study, through the caller. Out: answers with intervals, or a refusal with its reason.
It must not know: outcomes or any person's identity. It never ranks real people; its queue holds invented ones.
"""
