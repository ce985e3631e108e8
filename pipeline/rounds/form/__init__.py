"""The workbook แบบกำหนดตัวชี้วัด, in which an office makes a round: laid out, filled from the signed paper
or from a round, read back, and made into the round's definitions."""
