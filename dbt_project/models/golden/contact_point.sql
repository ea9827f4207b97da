{{ config(meta={'touched_by': ['customer']}) }}
with candidates as (

    select * from {{ ref('onefold', 'contact_candidate') }} where {{ touched('customer') }}

),

winners as (

    select * from {{ ref('onefold', 'attribute') }}
    where is_winner and attribute in ('email', 'phone') and {{ touched('customer') }}

),

placed as (

    select
        *,
        row_number() over (
            partition by customer_id, channel, value
            order by verified desc, trust desc, is_marked_primary desc, updated_at desc nulls last, record_name, position
        ) as place
    from candidates

),

-- Fax and website are no attributes of the customer: their main one is the best verified, then the most trusted.
chosen as (

    select
        *,
        row_number() over (
            partition by customer_id, channel
            order by verified desc, trust desc, is_marked_primary desc, updated_at desc nulls last, record_name, position
        ) as place_in_channel
    from placed
    where place = 1

),

-- A steward can set an address or a number that no source has.
added as (

    select winners.*
    from winners
    left join chosen
        on
            winners.customer_id = chosen.customer_id
            and winners.attribute = chosen.channel
            and winners.value = chosen.value
    where chosen.value is null

)

select
    ---------- ids
    chosen.customer_id,
    chosen.channel,
    chosen.record_name,
    chosen.source,

    ---------- text
    chosen.value,
    chosen.label,
    chosen.validity,
    chosen.kind,

    ---------- booleans
    case
        when chosen.channel in ('email', 'phone') then winners.value is not null
        else chosen.place_in_channel = 1
    end as is_primary
from chosen
left join winners
    on
        chosen.customer_id = winners.customer_id
        and chosen.channel = winners.attribute
        and chosen.value = winners.value
union all
select
    customer_id,
    attribute as channel,
    record_name,
    source,
    value,
    cast(null as varchar) as label,
    cast(null as varchar) as validity,
    cast(null as varchar) as kind,
    true as is_primary
from added
