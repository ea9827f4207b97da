select customer_id, attribute
from {{ ref('onefold', 'attribute') }}
where is_winner
group by customer_id, attribute
having count(*) > 1
