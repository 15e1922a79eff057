"""Cut Inter down to the glyphs that charts need.

    npm pack inter-ui@4.1.1 && tar xzf inter-ui-4.1.1.tgz
    pip install fonttools brotli
    python build_fonts.py package/web

Latin, Greek and Cyrillic letters, arrows and a few signs are kept, and pair kerning. Figures are
mapped to their tabular forms, so that columns of numbers align.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x218, 0x21C),
    *range(0x370, 0x400),
    *range(0x400, 0x500),
    0x1E9E,
]
SIGNS = (
    "\u2009\u2010\u2011\u2012\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2020\u2021\u2022"
    "\u2026\u202f\u2030\u2032\u2033\u2039\u203a\u20ac\u20b4\u20bd\u2116\u2122\u2190\u2191\u2192"
    "\u2193\u2206\u2212\u2215\u2248\u2260\u2264\u2265\u221e\u25b2\u25bc\u25cb\u25cf"
)


def tabular_figures(font):
    """Let the characters 0 to 9 mean the glyphs of the feature `tnum`."""
    gsub = font["GSUB"].table
    forms = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag != "tnum":
            continue
        for index in record.Feature.LookupListIndex:
            for table in gsub.LookupList.Lookup[index].SubTable:
                table = getattr(table, "ExtSubTable", table)
                forms.update(getattr(table, "mapping", {}))
    for table in font["cmap"].tables:
        for code in range(0x30, 0x3A):
            if table.cmap.get(code) in forms:
                table.cmap[code] = forms[table.cmap[code]]


for weight in ["Regular", "SemiBold"]:
    font = TTFont(Path(sys.argv[1]) / f"Inter-{weight}.woff2")
    font.flavor = None
    tabular_figures(font)
    options = subset.Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.name_IDs = ["*"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LETTERS, text=SIGNS)
    subsetter.subset(font)
    font.save(f"Inter-{weight}-chart.ttf")
