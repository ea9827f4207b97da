{{ config(meta={'touched_by': ['customer']}) }}
with candidates as (

    select * from {{ ref('onefold', 'address_candidate') }} where {{ touched('customer') }}

),

winners as (

    select * from {{ ref('onefold', 'attribute') }}
    where is_winner and attribute = 'address' and {{ touched('customer') }}

),

-- The spelling that won as the customer's address also represents its key here.
marked as (

    select
        candidates.*,
        row_number() over (
            partition by candidates.customer_id, candidates.address_key
            order by
                (winners.value is not null) desc, candidates.verified desc, candidates.trust desc,
                candidates.completeness desc, candidates.position, candidates.updated_at desc nulls last,
                candidates.record_name, candidates.formatted
        ) as place,
        row_number() over (
            partition by candidates.customer_id
            order by
                (winners.value is not null) desc, candidates.verified desc, candidates.trust desc,
                candidates.completeness desc, candidates.position, candidates.updated_at desc nulls last,
                candidates.record_name, candidates.formatted
        ) as place_of_all
    from candidates
    left join winners
        on candidates.customer_id = winners.customer_id and candidates.formatted = winners.value

)

select
    ---------- ids
    customer_id,
    address_key,
    record_name,
    source,

    ---------- text
    label,
    formatted,
    {{ latin('formatted') }} as formatted_latin,
    city,
    {{ latin('city') }} as city_latin,
    postcode,
    state,
    country_code,
    cast(components as json) as components,

    ---------- booleans
    place_of_all = 1 as is_primary
from marked
where place = 1
