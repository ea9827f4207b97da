{%- set night = goes_on_with([ref('onefold', 'attribute')]) %}
select customer_id, attribute
from {{ ref('onefold', 'attribute') }}
where is_winner and {{ touched_rows(night[0], ['customer_id']) }}
group by customer_id, attribute
having count(*) > 1
