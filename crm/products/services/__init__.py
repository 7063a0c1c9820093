"""What is done with products: recorded, changed, archived, given parts; carried by an activity."""

from crm.products.services.carried import SampleInput, carry, carry_along, leave, list_sample, move, sample_doubts
from crm.products.services.parts import (
    CertificateInput,
    PriceInput,
    keep_photo,
    remove_part,
    restore_part,
    write_certificate,
    write_price,
)
from crm.products.services.products import ProductInput, archive, change, check_product, make, publish, withdraw
from crm.products.services.warnings import settle, warn
