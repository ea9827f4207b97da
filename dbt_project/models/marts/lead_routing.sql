{#
    The owner that a new enquiry goes to: every customer with a lead that is neither converted nor lost, by the
    territory it falls into (customer_territory).
#}
with leads as (

    select
        leads.record_name,
        leads.customer_id,
        leads.owner,
        leads.created_at
    from {{ ref('onefold', 'lead') }} as leads
    where
        leads.converted_at is null
        and coalesce(leads.semantic, 'lead') in ('lead', 'mql', 'sql', 'first_contact')
        and leads.deal is null

),

customers as (

    select * from {{ ref('onefold', 'customer') }}

),

people as (

    select * from {{ ref('onefold', 'owner_person') }}

),

territories as (

    select * from {{ ref('onefold', 'customer_territory') }}

),

proposed as (

    select
        leads.record_name,
        leads.customer_id,
        leads.owner,
        people.owner as person,
        leads.created_at,
        customers.country,
        territories.territory,
        territories.owner as proposed_owner,
        proposed_people.owner as proposed_person
    from leads
    left join customers on leads.customer_id = customers.customer_id
    left join territories on leads.customer_id = territories.customer_id
    left join people on leads.owner = people.record_name
    left join people as proposed_people on territories.owner = proposed_people.record_name

)

select
    ---------- ids
    record_name,
    customer_id,
    owner,
    territory,
    proposed_owner,

    ---------- text
    country,
    case
        when territory is null then 'no_territory'
        when proposed_owner is null then 'no_owner'
        when owner is null then 'assign'
        when owner = proposed_owner or person = proposed_person then 'stays'
        else 'move'
    end as proposal,

    ---------- dates and timestamps
    created_at
from proposed
