with members as (

    select * from {{ ref('onefold', 'household_member') }}

),

customers as (

    select * from {{ ref('onefold', 'customer') }}

),

ranked as (

    select
        members.household_id,
        customers.customer_id,
        coalesce(customers.family_name, customers.display_name) as name,
        customers.address,
        customers.city,
        customers.country,
        customers.first_seen_at,
        row_number() over (
            partition by members.household_id order by customers.first_seen_at nulls last, customers.customer_id
        ) as place
    from members
    inner join customers on members.customer_id = customers.customer_id

),

counted as (

    select
        household_id,
        count(*) as member_count,
        min(first_seen_at) as first_seen_at
    from ranked
    group by household_id

)

select
    ---------- ids
    counted.household_id,
    ranked.customer_id as head_customer_id,

    ---------- text
    ranked.name,
    ranked.address,
    ranked.city,
    ranked.country,

    ---------- numerics
    counted.member_count,

    ---------- timestamps
    counted.first_seen_at
from counted
inner join ranked on counted.household_id = ranked.household_id and ranked.place = 1
