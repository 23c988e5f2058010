-- Which articles correct one that was found is looked up with every question.
CREATE INDEX version_by_corrects ON version (corrects) WHERE corrects IS NOT NULL;
