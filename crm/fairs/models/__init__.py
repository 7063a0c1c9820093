"""The tables of fairs: series and editions, our booths, what belongs to them."""

from crm.fairs.models.booths import Booth
from crm.fairs.models.parts import BoothExhibitor, BoothShift, BoothThing, ExhibitedProduct, StallGoods
from crm.fairs.models.series import FairEdition, FairSeries, FairSeriesName
