{#
    The owner that a new enquiry goes to: every customer with a lead that is neither converted nor lost, by the first
    territory that fits: its country, region, postcode and segment, each where the territory names it. The lowest
    priority number wins, then the territory that names most, then its record name.
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

    select
        *,
        {{ filled(['country', 'region', 'postcode_prefix', 'segment']) }} as named
    from {{ ref('onefold', 'territory') }}

),

fitting as (

    select
        leads.record_name,
        leads.customer_id,
        leads.owner,
        people.owner as person,
        leads.created_at,
        customers.country,
        territories.record_name as territory,
        territories.owner as proposed_owner,
        proposed_people.owner as proposed_person,
        row_number() over (
            partition by leads.record_name
            order by
                case when territories.record_name is null then 1 else 0 end,
                territories.priority nulls last,
                territories.named desc,
                territories.record_name
        ) as place
    from leads
    left join customers on leads.customer_id = customers.customer_id
    left join territories
        on
            (territories.country is null or customers.country = territories.country)
            and (territories.region is null or lower(territories.region) in (lower(customers.state), lower(customers.city)))
            and (
                territories.postcode_prefix is null
                or starts_with(customers.postcode, territories.postcode_prefix)
            )
            and (territories.segment is null or customers.kind = territories.segment)
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
from fitting
where place = 1
