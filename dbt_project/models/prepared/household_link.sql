{# Everybody that a member of a household is linked to, over any number of links. #}
with recursive links as (

    select customer_id, related_customer_id
    from {{ ref('onefold', 'relation') }}
    where relation = 'household'

),

pairs as (

    select customer_id, related_customer_id from links
    union
    select related_customer_id as customer_id, customer_id as related_customer_id from links

),

reached as (

    select customer_id, related_customer_id from pairs
    union
    select reached.customer_id, pairs.related_customer_id
    from reached
    inner join pairs on reached.related_customer_id = pairs.customer_id

)

select
    customer_id,
    min(related_customer_id) as first_member
from reached
group by customer_id
