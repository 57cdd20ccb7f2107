"""The command line (命令行), one file per noun.

Importing the house makes a million lasting objects; looking through them for rubbish again and again would
cost a fifth of every start.
"""

import gc

gc.set_threshold(20_000, 20, 50)
