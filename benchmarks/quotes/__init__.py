"""How well quotations are found, credited and picked, beside other programs in the same run."""
