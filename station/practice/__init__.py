"""The practice office: invented people, a plan and a generator of pages with ground truth. A product feature and the test bed."""
