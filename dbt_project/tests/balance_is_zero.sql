select *
from {{ ref('balance') }}
where difference is null or difference <> 0
