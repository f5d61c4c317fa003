"""Lists of pupils as files, read and compared without Django.

``read.read_list`` turns the bytes of a file into rows of five things: name, nickname, NISN, NIPD and class.
``matching.match`` says what each row would do. Nothing else of a file is ever kept.
"""
