# SPDX-License-Identifier: GPL-2.0-or-later
"""Sphinx: "make docs". Pages are written so that they can be read without it, too."""
import os

from docutils import nodes
from sphinx.addnodes import pending_xref

project = "mixcore"
with open("../VERSION", encoding="utf-8") as text:
    version = release = text.read().strip()
html_theme = "alabaster"
html_theme_options = {"page_width": "1200px", "sidebar_width": "240px", "show_powered_by": False}
html_sidebars = {"**": ["about.html", "navigation.html", "searchbox.html"]}
html_copy_source = False
exclude_patterns = ["man"]
highlight_language = "none"
smartquotes = False
nitpicky = True
# Types of C and of the kernel, which are described elsewhere.
nitpick_ignore = [("c:identifier", name) for name in ("__u32", "__s32", "__aligned_u64")]


def link_pages(app, doctree, docname):
    """`timing.rst <timing.rst>`_ links files; here it is the page that is meant. Of one that is not
    there Sphinx complains."""
    for link in doctree.findall(nodes.reference):
        target = link.get("refuri", "")
        if "/" in target or not target.endswith(".rst"):
            continue
        page = pending_xref("", refdomain="std", reftype="doc", refexplicit=True,
                            reftarget=os.path.splitext(target)[0], refdoc=docname, refwarn=True)
        page += nodes.inline("", os.path.splitext(target)[0])
        link.replace_self(page)


def setup(app):
    app.connect("doctree-read", lambda app, doctree: link_pages(app, doctree, app.env.docname))
