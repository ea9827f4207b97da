select crosswalk.record_name
from {{ ref('onefold', 'crosswalk') }} as crosswalk
left join {{ ref('onefold', 'customer') }} as customer on crosswalk.customer_id = customer.customer_id
where not crosswalk.is_deleted and customer.customer_id is null
