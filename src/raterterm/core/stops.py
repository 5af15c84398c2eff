"""Stops: the marks that end a sentence, and the words after which a point ends none."""

import re

# Every match is taken, whatever follows, so that no text is read twice.
STOP = re.compile(r"([.!?…]+|[。！？｡؟۔।॥]+)[\"'”’»›)\]」』）*_]*")
"""Marks, and the quotes and brackets that close behind them."""
UNSPACED_STOPS = frozenset("。！？｡")
"""Marks of Chinese and Japanese, which no blank follows."""
NEVER_LAST = re.compile(
    r"mr|mrs|ms|mx|dr|prof|sr|sra|srta|dra|uds?|messrs|mme|mlle|e\.g|i\.e|p\.ej|cf|vs|viz|approx"
)
"""What comes before a name or an example, in English and Spanish."""
BEFORE_NUMBER = re.compile(r"nos?|núm|nr|figs?|vols?|pp?|págs?|art|cap|eds?|ch|sec")
"""What comes before a number."""
SHORTENED = re.compile(
    r"al|avd?a?|capt|cía|col?|corp|dept|est|etc|gen|inc|jr|lt|ltd|mt|rev|sgt|st|jan|feb|aug|sept|oct|nov|dec"
    r"|[^\W\d_]|[^\W\d_]{1,2}(?:\.[^\W\d_]{1,2})++"
)
"""What may end a sentence, or may not: a shortened word, an initial, ``U.S``, ``p.m``."""
LONGEST = 16
"""Characters before a point that are looked through for such a word."""
