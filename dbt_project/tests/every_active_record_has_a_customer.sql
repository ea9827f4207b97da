select crosswalk.record_name
from {{ ref('crosswalk') }} as crosswalk
left join {{ ref('customer') }} as customer on crosswalk.customer_id = customer.customer_id
where not crosswalk.is_deleted and customer.customer_id is null
