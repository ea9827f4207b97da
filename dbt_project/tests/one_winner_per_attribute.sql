select customer_id, attribute
from {{ ref('onefold', 'attribute') }}
where is_winner and {{ touched_rows(ref('onefold', 'attribute'), ['customer_id']) }}
group by customer_id, attribute
having count(*) > 1
