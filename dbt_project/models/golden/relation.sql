with relations as (

    select * from {{ ref('int_relation') }} where not is_deleted

),

matched as (

    select * from {{ source('match', 'relation') }}

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }} where customer_id is not null and not is_deleted

),

record_relations as (

    select record_name, party, related_party, relation from relations
    union all
    select record_l as record_name, record_l as party, record_r as related_party, relation from matched

),

customer_relations as (

    select
        left_side.customer_id,
        right_side.customer_id as related_customer_id,
        record_relations.relation,
        min(record_relations.record_name) as record_name
    from record_relations
    inner join crosswalk as left_side on record_relations.party = left_side.record_name
    inner join crosswalk as right_side on record_relations.related_party = right_side.record_name
    where left_side.customer_id <> right_side.customer_id
    group by left_side.customer_id, right_side.customer_id, record_relations.relation

)

select
    customer_id,
    related_customer_id,
    relation,
    record_name
from customer_relations
